/** Width and height, in pixels where nothing else is said. */
export interface Size {
  readonly width: number;
  readonly height: number;
}
