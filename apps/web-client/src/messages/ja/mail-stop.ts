import type { mailStop as en } from '../en/mail-stop.ts';
import type { Translated } from '../translated.ts';

export const mailStop = {
  stopTitle: 'メールの停止',
  unknownLink: 'このリンクは見つかりません。',
  unknownLinkHelp:
    'リンクが途中で切れている可能性があります。最新のメールから開くか、リンク全体をコピーしてお試しください。',
  stoppedTitle: 'メールを停止しました。',
  stopped: '{recipient} にはメールをお送りしません。',
  stoppedEffect: '結果は引き続きそれぞれのページでご覧いただけます。ログイン用リンクも、この宛先には送られません。',
  question: '{recipient} へのメールを停止しますか？',
  why: 'どなたかがこのアドレスを入力しました。お心当たりがない場合や、もう不要な場合は、ボタンを押すだけで停止できます。',
  allowedAgain: '{recipient} へのメールを再び受け取れるようになりました。',
  stop: 'メールを停止する',
  allow: '再び受け取る',
  tooOld:
    '再び受け取りたいときは、より新しいメールの同じリンクを開くか、このサイトの運営者にご連絡ください。このメールは送信から{days}日を過ぎており、ほかの人の手に渡った可能性があるため、このリンクからは再開できません。',
  busy: 'お待ちください…',
} satisfies Translated<typeof en>;
