import type { Recipe } from '../../shared/recipe.ts';
import type { RouteOutput } from '../../shared/routes/routes.ts';

export type ReadLayout = NonNullable<RouteOutput<'pictures.readResult'>['layout']>;

/** A file that can be used in more than one way: the artist is asked. */
export interface DroppedPicture {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Of a picture of ours. */
  readonly recipe?: Recipe;
  readonly layout?: ReadLayout;
  /** It may be a layout of class colours or ids. */
  readonly mayBeLayout: boolean;
}

/** What lies over the window and waits for an answer; one at a time. */
export type Dialog =
  | { kind: 'newProject' }
  | { kind: 'settings'; tab?: 'general' | 'painting' | 'shortcuts' }
  | { kind: 'shortcuts' }
  | { kind: 'about' }
  | { kind: 'commands' }
  | { kind: 'renameProject'; id: string; name: string }
  | { kind: 'renameLayer'; id: string; name: string }
  | { kind: 'versions'; id: string; name: string }
  | { kind: 'resizeCanvas' }
  | { kind: 'swapClass' }
  | { kind: 'maskAmount'; operation: 'grow' | 'shrink' | 'soften' }
  | { kind: 'export'; what: 'picture' | 'layers' | 'layout' }
  | { kind: 'dropped'; picture: DroppedPicture }
  | { kind: 'galleryPicture'; id: string };
