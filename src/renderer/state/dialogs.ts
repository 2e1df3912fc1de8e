import type { RouteOutput } from '../../shared/routes/routes.ts';

type CarriedResult = RouteOutput<'pictures.readResult'>;
export type ReadLayout = NonNullable<CarriedResult['layout']>;

/** A file that can be used in more than one way: the artist is asked. A picture of ours has what it carries. */
export interface DroppedPicture extends Partial<CarriedResult> {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** It may be a layout of class colours or ids. */
  readonly mayBeLayout: boolean;
}

/** A project in the bin. */
export interface BinnedName {
  readonly id: string;
  readonly name: string;
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
  | { kind: 'openElsewhere'; id: string; name: string }
  | { kind: 'galleryPicture'; id: string; isBinned?: boolean }
  | { kind: 'deleteForGood'; pictures: readonly string[]; projects: readonly BinnedName[] };
