import { z } from 'zod';
import { findTags } from './find-tags.ts';

/** Of GenerateTagsForArticle, with the names of the protocol file; what is empty is left out. */
const RequestSchema = z.object({
  article_id: z.string(),
  title: z.string().default(''),
  content: z.string().default(''),
});

/** Answers the hub's request for an article's tags, in the JSON that the hub reads. */
export async function answerTagRequest(body: Uint8Array): Promise<string> {
  const startedAt = performance.now();
  const { article_id, title, content } = RequestSchema.parse(JSON.parse(new TextDecoder().decode(body)));
  const tags = findTags(`${title} ${content}`);
  return JSON.stringify({ success: true, article_id, tags, inference_ms: performance.now() - startedAt });
}
