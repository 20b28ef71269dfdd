import { join } from 'node:path';
import { Documents } from '../service/documents.ts';

interface Article {
  readonly article_id: string;
  readonly title?: string | undefined;
  readonly content?: string | undefined;
}

interface Summary {
  readonly article_id: string;
  readonly summary: string;
}

interface Tags {
  readonly article_id: string;
  readonly tags: readonly { readonly name: string }[];
}

/** What is known of an article. */
export type Found = Article & Partial<Summary> & { readonly tags?: readonly string[] };

/**
 * What can be searched for. Events come in any order and more than once, so each kind writes a document of its own: no
 * member of the group ever overwrites what another one has found out.
 */
export class SearchIndex {
  readonly #articles: Documents<Article>;
  readonly #summaries: Documents<Summary>;
  readonly #tags: Documents<{ readonly article_id: string; readonly tags: readonly string[] }>;

  constructor(folder: string) {
    this.#articles = new Documents(join(folder, 'articles'));
    this.#summaries = new Documents(join(folder, 'summaries'));
    this.#tags = new Documents(join(folder, 'tags'));
  }

  async addArticle({ article_id, title, content }: Article): Promise<void> {
    await this.#articles.put(article_id, { article_id, title, content });
  }

  async addSummary({ article_id, summary }: Summary): Promise<void> {
    await this.#summaries.put(article_id, { article_id, summary });
  }

  async addTags({ article_id, tags }: Tags): Promise<void> {
    await this.#tags.put(article_id, { article_id, tags: tags.map(({ name }) => name) });
  }

  /** The articles whose title, text, summary or tags hold the words. */
  async search(words: string): Promise<Found[]> {
    const found = new Map<string, Found>();
    for (const documents of [this.#articles, this.#summaries, this.#tags]) {
      for (const one of await documents.all()) found.set(one.article_id, { ...found.get(one.article_id), ...one });
    }
    const wanted = words.toLowerCase();
    return [...found.values()].filter(({ title, content, summary, tags = [] }) =>
      [title, content, summary, ...tags].some((text) => text?.toLowerCase().includes(wanted)),
    );
  }
}
