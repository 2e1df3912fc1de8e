import { fileNameFor } from '../../export/file-names.ts';
import type { Studio } from '../../state/studio.svelte.ts';
import { untilSaved } from '../../state/until-saved.ts';
import { pickFile } from '../pick-file.ts';
import { saveFile } from '../save-file.ts';
import type { CommandActions } from './command-actions.ts';

/** Projects and files. */
export function fileCommands(studio: Studio): CommandActions {
  const { t } = studio.language;

  async function open(accept: string): Promise<void> {
    const file = await pickFile(accept);
    if (file) await studio.takeFile(file.name, file.bytes);
  }

  return {
    newProject: () => (studio.dialog = { kind: 'newProject' }),
    openFile: () => open('.umber,image/*'),
    importLayout: () => open('image/png'),
    importPicture: () => open('image/*'),
    async closeProject() {
      if (await studio.closeProject()) studio.show('start');
    },
    renameProject() {
      const { project } = studio;
      if (project) studio.dialog = { kind: 'renameProject', id: project.id, name: project.name };
    },
    async duplicateProject() {
      const { project } = studio;
      if (!project) return;
      await untilSaved(project);
      const name = t('project.copyName', { name: project.name }).slice(0, 120);
      const { id } = await studio.host.ask('projects.duplicate', { id: project.id, name });
      await studio.openProject(id);
      studio.notices.done(t('project.duplicated', { name }));
    },
    showVersions() {
      const { project } = studio;
      if (project) studio.dialog = { kind: 'versions', id: project.id, name: project.name };
    },
    // Everything is saved as it is done; whoever presses the key all the same is told so, or what is in the way.
    async saveProject() {
      const { project } = studio;
      if (!project) return;
      await untilSaved(project);
      studio.notices.done(t('project.saved'));
    },
    async saveProjectCopy() {
      const { project } = studio;
      if (!project) return;
      await untilSaved(project);
      const { bytes } = await studio.host.ask('projects.export', { id: project.id });
      await saveFile(studio, fileNameFor(project.name, 'umber'), bytes);
    },
    exportPicture: () => (studio.dialog = { kind: 'export', what: 'picture' }),
    exportLayers: () => (studio.dialog = { kind: 'export', what: 'layers' }),
    exportLayout: () => (studio.dialog = { kind: 'export', what: 'layout' }),
    showSettings: () => (studio.dialog = { kind: 'settings' }),
  };
}
