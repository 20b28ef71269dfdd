import { MOST_AHEAD_US } from './bucket.ts';

/**
 * All buckets of a request in one call: look at all, then take from all or from none. The arithmetic is bucket.ts's and
 * penalty.ts's, where it is explained; test/bucket-model compares them.
 *
 *     KEYS  one for each bucket, then the penalty's where there is one
 *     ARGV  1 now in microseconds, or '' for Redis' own time
 *           2 milliseconds that keys live longer than they need to (a given clock is not the one they expire by)
 *           3 '1' to take, '0' to look only: nothing is written then
 *           4 number of buckets, then for each: refill, capacity, need, '1' where its refusals count as the caller's fault
 *           then for the penalty: afterDenials, baseUs, factor, ceilingUs, decayUs, most strikes, refusals told
 *     reply allowed (1 or 0), microseconds still blocked, refusals towards the next strike, then the level of each bucket
 *
 * - A bucket is one string, `level:at`; a penalty is `denials:strikes:at:until`. What is full or forgotten has no key, and
 *   each write carries its time to live, so a key that exists expires. What
 *   is there and cannot be read counts as none.
 * - A need below 0 gives back, up to the capacity.
 * - Limits come as arguments: a changed one applies at once, to what is there (a level above the new capacity is cut).
 * - A refused request writes nothing but its strike: it costs others nothing, and there is no way to fill Redis with refusals.
 *   (And what was written before the clock was set back, with the time as it is now.)
 * - Numbers are printed by `%.0f`: Lua's own way (`%.14g`) would drop the last digits of the time.
 */
export const TAKE_LUA = `
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
local slack = tonumber(ARGV[2])
local taking = ARGV[3] == '1'
local n = tonumber(ARGV[4])
local most_ahead = ${MOST_AHEAD_US}

local function until_us(missing, refill)
  if missing <= 0 then return 0 end
  local rest = math.fmod(missing, refill)
  local whole = (missing - rest) / refill
  if rest > 0 then return whole + 1 end
  return whole
end

local function ttl(us)
  return string.format('%.0f', math.floor(us / 1000) + 1 + slack)
end

local stored = redis.call('MGET', unpack(KEYS))
local levels, ats, rewound = {}, {}, {}
local fits, blamed = true, false
for i = 1, n do
  local arg = 4 * i
  local refill, capacity, need = tonumber(ARGV[arg + 1]), tonumber(ARGV[arg + 2]), tonumber(ARGV[arg + 3])
  local level, at = capacity, now
  if stored[i] then
    local l, a = string.match(stored[i], '^(%d+):(%d+)$')
    if l then
      level, at = math.min(tonumber(l), capacity), tonumber(a)
      local elapsed = math.max(0, now - at)
      if elapsed >= until_us(capacity - level, refill) then level = capacity else level = level + elapsed * refill end
      rewound[i] = at - now > most_ahead
      if rewound[i] then at = now else at = math.max(now, at) end
    end
  end
  levels[i], ats[i] = level, at
  if level < need then
    fits = false
    if ARGV[arg + 4] == '1' then blamed = true end
  end
end

local blocked, denials = 0, 0
if #KEYS > n then
  local arg = 4 * (n + 1)
  local after, base, factor = tonumber(ARGV[arg + 1]), tonumber(ARGV[arg + 2]), tonumber(ARGV[arg + 3])
  local ceiling, decay, most = tonumber(ARGV[arg + 4]), tonumber(ARGV[arg + 5]), tonumber(ARGV[arg + 6])
  local told = tonumber(ARGV[arg + 7])
  local strikes, at, over = 0, now, 0
  if stored[n + 1] then
    local d, s, a, o = string.match(stored[n + 1], '^(%d+):(%d+):(%d+):(%d+)$')
    if d then denials, strikes, at, over = tonumber(d), tonumber(s), tonumber(a), tonumber(o) end
    over = math.min(over, now + ceiling)
    if at - now > most_ahead then at = now end
    local quiet = math.max(0, now - at)
    if quiet >= decay then
      denials = 0
      strikes = math.max(0, strikes - (quiet - math.fmod(quiet, decay)) / decay)
      at = now - math.fmod(quiet, decay)
    end
  end

  local refused = over > now or blamed
  if taking and (told > 0 or refused) then
    at = math.max(now, at)
    denials = math.min(after - 1, denials + told)
  end
  if taking and refused then
    denials = denials + 1
    if denials == after then
      denials = 0
      strikes = math.min(most, strikes + 1)
      local block = base
      for _ = 2, strikes do block = math.min(ceiling, block * factor) end
      over = math.max(over, now + block)
    end
  end
  blocked = math.max(0, over - now)
  if refused then fits = false end
  if taking and (told > 0 or refused) then
    local lives = math.max(blocked, (strikes + 1) * decay)
    redis.call('SET', KEYS[n + 1], string.format('%.0f:%.0f:%.0f:%.0f', denials, strikes, at, over), 'PX', ttl(lives))
  end
end

for i = 1, n do
  if taking and (fits or rewound[i]) then
    local arg = 4 * i
    local refill, capacity = tonumber(ARGV[arg + 1]), tonumber(ARGV[arg + 2])
    if fits then levels[i] = math.min(capacity, levels[i] - tonumber(ARGV[arg + 3])) end
    local lives = until_us(capacity - levels[i], refill)
    redis.call('SET', KEYS[i], string.format('%.0f:%.0f', levels[i], ats[i]), 'PX', ttl(lives))
  end
end

local reply = { fits and 1 or 0, blocked, denials }
for i = 1, n do reply[i + 3] = levels[i] end
return reply
`;
