import type { errors as en } from '../en/errors.ts';
import type { Translated } from '../translated.ts';

export const errors = {
  submission: {
    unreachable: {
      title: 'サーバーに接続できません。',
      detail: '入力された数はこのページに保存され、サーバーが応答しだい自動的に送信されます。',
    },
    busy: { title: 'サーバーが混み合っています。', detail: '入力された数は失われていません。自動的に再送信されます。' },
    limited: {
      title: '短い時間に多くの数が送信されました。',
      detail: '待ち時間が終わるまで、入力された数はここに保存されます。',
    },
    mailLimited: {
      title: '現在送信できるメールの上限に達しました。',
      detail: 'メールなしであれば、すぐに数を送信できます。',
    },
    full: {
      title: '判定しきれない量の数が届いています。',
      detail: 'お客様が原因ではありません。待ち時間が終わるまで、入力された数はここに保存されます。',
    },
    failed: {
      title: 'サーバーの内部でエラーが発生しました。',
      detail: '数は受け付けられませんでした。もう一度送信し、それでもうまくいかない場合は時間をおいてお試しください。',
    },
    invalid: { title: 'この数は受け付けられません。', detail: '数を直してから、もう一度送信してください。' },
    tooLarge: { title: '長すぎるため、サーバーで受け付けられません。', detail: '桁数を減らして入力してください。' },
    keyReused: {
      title: 'この送信は、以前に別の数で行われています。',
      detail: 'もう一度送信すると、新しい依頼として扱われます。',
    },
    forbidden: { title: 'この操作は許可されていません。', detail: 'サーバーが要求を拒否しました。' },
    misunderstood: {
      title: 'サーバーがこのページからの要求を理解できませんでした。',
      detail: 'ページが古い可能性があります。再読み込みしてから、もう一度送信してください。',
    },
  },
  request: {
    unreachable: 'サーバーに接続できません。',
    limited: '短い時間に多くの要求がありました。',
    full: 'サーバーの処理能力の上限に達しています。',
    busy: 'サーバーが混み合っています。',
    signedOut: 'ログインの有効期限が切れました。',
    forbidden: 'この操作は許可されていません。',
    gone: '対象が見つかりません。',
    changed: 'その間に内容が変更されました。',
    failed: 'サーバーの内部でエラーが発生しました。',
    refused: 'サーバーで受け付けられませんでした。',
    unreadable: 'サーバーの応答を解釈できませんでした。',
  },
  mayBeDone: '処理が行われた可能性もあります。状態を確認してから、もう一度お試しください。',
  query: {
    at: '{wrong}（{character}文字目：{there}）',
    found: '「{found}」',
    end: '末尾',
    space: '空白',
    faults: {
      condition_expected: '条件がありません。',
      end_expected: 'ここに書けるのは AND か OR だけです。',
      parenthesis_open: '{opened}文字目の ( が閉じられていません。',
      quote_open: '{opened}文字目の引用符が閉じられていません。',
      escape_open: '\\ の後に文字がありません。',
      value_missing: '{field}の値がありません。',
      unknown_field:
        'この項目はありません。使える項目は{choices}です。文字列として検索するには引用符で囲んでください。',
      bad_operator: '{field}の後には{choices}を書いてください。',
      not_in_list: '{field}に指定できるのは{choices}です。',
      not_whole_number: '{field}には整数を指定してください。',
      not_number: '{field}には数値を指定してください。',
      not_duration: '{field}には 30m、1h30m、2d のような時間を指定してください。',
      not_moment: '{field}には日付か、2026-01-31T10:00:00Z のような日時を指定してください。',
      too_long: '検索は{most, number}文字以内で入力してください。',
      too_many_conditions: '条件は{most, number}個以内にしてください。',
      too_deep: '括弧と NOT の入れ子は{most, number}段以内にしてください。',
      too_many_wildcards: '1語に使えるワイルドカードは{most, number}個までです。',
    },
  },
  reload: 'ページが古い可能性があります。再読み込みしてください。',
} satisfies Translated<typeof en>;
