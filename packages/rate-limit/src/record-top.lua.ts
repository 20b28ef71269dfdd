/**
 * Adds what one instance saw to the sorted sets of a kind and a minute, cuts them to their size, and lets them expire: in
 * one call, so that no set is left without an expiry by a process that dies.
 *
 *     KEYS  requests, denied
 *     ARGV  time to live in ms, most members, then for each identity: id, requests, denied
 */
export const RECORD_TOP_LUA = `
for i = 3, #ARGV, 3 do
  redis.call('ZINCRBY', KEYS[1], ARGV[i + 1], ARGV[i])
  if ARGV[i + 2] ~= '0' then redis.call('ZINCRBY', KEYS[2], ARGV[i + 2], ARGV[i]) end
end
for _, key in ipairs(KEYS) do
  redis.call('ZREMRANGEBYRANK', key, 0, -tonumber(ARGV[2]) - 1)
  redis.call('PEXPIRE', key, ARGV[1])
end
return #ARGV
`;
