/** Version of Umber; recipes carry it, a test compares it with package.json. */
export const umberVersion = '0.1.0';
