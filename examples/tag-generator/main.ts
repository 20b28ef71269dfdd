import { SUBJECT } from '@ballast/contracts';
import { ArticleCreated, TagsGenerated } from '@ballast/contracts/events';
import { answerRequests } from '@ballast/messaging';
import { runService } from '@ballast/runtime';
import { exampleConfig } from '../service/config.ts';
import { publishEvent } from '../service/publish-event.ts';
import { openDoors, work } from '../service/two-doors.ts';
import { answerTagRequest } from './answer-tag-request.ts';
import { findTags } from './find-tags.ts';

await runService('tag-generator', exampleConfig('tag-generator', 9512), async (service) => {
  const { config, life, name } = service;
  const hub = { url: config.MQHUB_URL, key: config.MQHUB_KEY, source: name };

  const messaging = await openDoors(service, [
    work(ArticleCreated, async ({ article_id, title = '', content = '' }) => {
      const tags = findTags(`${title} ${content}`);
      return publishEvent(hub, TagsGenerated, { article_id, tags }, [article_id, title, content]);
    }),
  ]);
  // What the hub's GenerateTagsForArticle asks, whose caller waits.
  if (messaging !== undefined) life.use(await answerRequests(messaging, SUBJECT.tagGeneration, answerTagRequest));
});
