"""What Redis does in one go for `bot.observatory.shared`: count a conversation, take a batch in hand."""

#: Replace what a conversation added, if nobody did meanwhile, and move the sums by the difference: all or nothing.
NOTE = """
local held = redis.call('GET', KEYS[1]) or ''
if held ~= ARGV[1] then return {'other', held} end
local number = redis.call('GET', KEYS[5]) or '0'
if number ~= ARGV[9] then return {'number', number} end
if ARGV[4] == '1' then
    if tonumber(redis.call('GET', KEYS[2]) or '0') >= tonumber(ARGV[5]) then return {'cap'} end
    redis.call('INCR', KEYS[2])
    redis.call('EXPIRE', KEYS[2], ARGV[6])
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
if #ARGV > 9 then
    for at = 10, #ARGV, 2 do redis.call('HINCRBY', KEYS[3], ARGV[at], ARGV[at + 1]) end
    redis.call('HSETNX', KEYS[4], 'since', redis.call('TIME')[1])
    redis.call('HINCRBY', KEYS[4], 'waiting', ARGV[7])
    redis.call('EXPIRE', KEYS[3], ARGV[8])
    redis.call('EXPIRE', KEYS[4], ARGV[8])
end
return {'done', redis.call('HGET', KEYS[4], 'waiting') or '0'}
"""
#: Take the batch that its worker did not finish in time, else the open one if it is full, old enough or asked for. One is
#: written at a time: what a later one takes away must not come before what an earlier one adds. Who asks again under the
#: same name, because no answer came, gets what was taken then.
TAKE = """
local now = tonumber(redis.call('TIME')[1])
if redis.call('HEXISTS', KEYS[4], ARGV[4]) == 1 then
    redis.call('HSET', KEYS[4], ARGV[4], now)
    return {ARGV[4], redis.call('HGETALL', KEYS[5] .. ARGV[4]), redis.call('GET', KEYS[3]) or '0'}
end
local taken = redis.call('HGETALL', KEYS[4])
for at = 1, #taken, 2 do
    if now - tonumber(taken[at + 1]) >= tonumber(ARGV[5]) then
        redis.call('HSET', KEYS[4], taken[at], now)
        return {taken[at], redis.call('HGETALL', KEYS[5] .. taken[at]), redis.call('GET', KEYS[3]) or '0'}
    end
end
if #taken > 0 then return {} end
local waiting = tonumber(redis.call('HGET', KEYS[2], 'waiting') or '0')
local since = tonumber(redis.call('HGET', KEYS[2], 'since') or now)
if redis.call('EXISTS', KEYS[1]) == 0 then return {} end
if ARGV[1] == '0' and waiting < tonumber(ARGV[2]) and now - since < tonumber(ARGV[3]) then return {} end
redis.call('RENAME', KEYS[1], KEYS[5] .. ARGV[4])
redis.call('HSET', KEYS[4], ARGV[4], now)
redis.call('EXPIRE', KEYS[4], ARGV[6])
redis.call('DEL', KEYS[2])
return {ARGV[4], redis.call('HGETALL', KEYS[5] .. ARGV[4]), redis.call('INCR', KEYS[3])}
"""
