/** How the names of pictures end that can be read. */
export const pictureEndings = /\.(png|jpe?g|webp|tiff?|gif|avif)$/i;
