import { SUBJECT } from '@ballast/contracts';
import { type Messaging, MessagingError, request } from '@ballast/messaging';
import { activeTraceContext } from '@ballast/telemetry';
import { fromJsonString, type MessageShape, toJsonString } from '@bufbuild/protobuf';
import { Code, ConnectError, type HandlerContext } from '@connectrpc/connect';
import {
  type GenerateTagsForArticleRequest,
  GenerateTagsForArticleRequestSchema,
  GenerateTagsForArticleResponseSchema,
} from '../generated/services/mqhub/v1/mqhub_pb.ts';

const DEFAULT_TIMEOUT_MS = 60_000;
const MAX_TIMEOUT_MS = 120_000;

/** Asks a tag generator over the broker: both speak the JSON of the two messages, with the names of the protocol file. */
export function createGenerateTags(messaging: () => Messaging) {
  return async (asked: GenerateTagsForArticleRequest, { signal }: HandlerContext) => {
    if (asked.articleId === '') throw invalid('article_id is required');
    if (asked.title.trim() === '' && asked.content.trim() === '') throw invalid('title or content is required');
    const timeoutMs = timeoutOf(asked);
    const body = toJsonString(
      GenerateTagsForArticleRequestSchema,
      { ...asked, timeoutMs },
      { useProtoFieldName: true },
    );
    try {
      const headers = { ...activeTraceContext() };
      const answer = await request(messaging(), { subject: SUBJECT.tagGeneration, body, headers, timeoutMs, signal });
      const tags = readAnswer(answer);
      return tags.articleId === '' ? { ...tags, articleId: asked.articleId } : tags;
    } catch (error) {
      throw explain(error);
    }
  };
}

function timeoutOf({ timeoutMs }: GenerateTagsForArticleRequest): number {
  if (timeoutMs < 0) throw invalid('timeout_ms may not be negative');
  return Math.min(timeoutMs || DEFAULT_TIMEOUT_MS, MAX_TIMEOUT_MS);
}

function readAnswer(bytes: Uint8Array): MessageShape<typeof GenerateTagsForArticleResponseSchema> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return fromJsonString(GenerateTagsForArticleResponseSchema, text, { ignoreUnknownFields: true });
  } catch (error) {
    throw new ConnectError('the tag generator’s answer cannot be read', Code.Internal, undefined, undefined, error);
  }
}

function explain(error: unknown): unknown {
  if (!(error instanceof MessagingError)) return error;
  if (error.code === 'timeout') {
    return new ConnectError('no tag generator answered in time', Code.DeadlineExceeded, undefined, undefined, error);
  }
  if (error.code === 'too_large') return invalid('title and content are larger than the broker takes');
  return new ConnectError('no tag generator can be reached now', Code.Unavailable, undefined, undefined, error);
}

function invalid(message: string): ConnectError {
  return new ConnectError(message, Code.InvalidArgument);
}
