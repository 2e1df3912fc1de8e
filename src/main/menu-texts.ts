import english from '../shared/languages/en.json' with { type: 'json' };
import vietnamese from '../shared/languages/vi.json' with { type: 'json' };
import { commands, labelKey, type CommandId, type MenuName } from '../shared/commands.ts';
import { toUmberError } from '../shared/errors.ts';
import { palette } from '../shared/palette.ts';
import { sentences } from '../shared/languages/sentences.ts';
import { say } from '../shared/sentence.ts';
import type { Settings } from '../shared/settings.ts';

/** What of a language file the shell shows itself. */
interface ShellTexts {
  readonly menus: Readonly<Record<MenuName, string>>;
  readonly commands: Readonly<Record<string, string>>;
  readonly classes: Readonly<Record<string, string>>;
  readonly shell: typeof english.shell;
}

/** Words of menus and dialogs in one language. */
export interface MenuTexts {
  menu(name: MenuName): string;
  command(id: CommandId): string;
  openRecent: string;
  shell: typeof english.shell;
  /** What went wrong, with what to do about it. */
  error(error: unknown): { message: string; advice: string };
}

/** The words in the language of the settings; `system` goes by the languages that the system prefers. */
export function menuTexts(language: Settings['language'], systemLanguages: readonly string[]): MenuTexts {
  const preferred = systemLanguages.find((tag) => /^(en|vi)\b/i.test(tag));
  const isVietnamese = language === 'vi' || (language === 'system' && /^vi\b/i.test(preferred ?? ''));
  const texts: ShellTexts = isVietnamese ? vietnamese : english;
  return {
    menu: (name) => texts.menus[name],
    command(id) {
      const number = commands.get(id)?.number;
      const text = texts.commands[labelKey(id)] ?? id;
      if (number === undefined) return text;
      const name = palette[number]?.name ?? '';
      return `${text.replace('{{number}}', String(number))}: ${texts.classes[name] ?? name}`;
    },
    openRecent: texts.commands.openRecent ?? '',
    shell: texts.shell,
    error(error) {
      const { message, advice } = toUmberError(error).value;
      const translated = sentences[isVietnamese ? 'vi' : 'en'];
      return { message: say(message, translated), advice: say(advice, translated) };
    },
  };
}
