/** An article as the later steps want it. */
export interface PreparedArticle {
  readonly article_id: string;
  readonly title: string;
  /** Without markup, with single spaces. */
  readonly text: string;
  readonly words: number;
}

export function prepareArticle(article: {
  readonly article_id: string;
  readonly title?: string | undefined;
  readonly content?: string | undefined;
}): PreparedArticle {
  const { article_id, title = '', content = '' } = article;
  const text = content
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const words = text === '' ? 0 : text.split(' ').length;
  return { article_id, title, text, words };
}
