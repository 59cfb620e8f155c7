namespace JwtExtended.MinimalApi.Redis;

/// <content>Stored keys: one key of Redis for each, without expiry, and a sorted set with their ids.</content>
internal sealed partial class RedisJwtStore
{
    public async ValueTask<IReadOnlyList<StoredKey>> ListKeysAsync(string group, CancellationToken cancellationToken)
    {
        var ids = (string[])(await RunAsync(RedisKeyScripts.ListIds, [_keys.StoredKeys(group)], [], cancellationToken))!;
        if (ids.Length == 0)
            return [];
        var database = await connection.OpenAsync(cancellationToken);
        var values = await connection.AwaitAsync(
            database.StringGetAsync([.. ids.Select(id => _keys.StoredKey(group, id))], Primary), cancellationToken);
        // Without a value, it was deleted in between.
        return
        [
            .. ids.Zip(values).Where(static pair => pair.Second.HasValue).Select(static pair => new StoredKey(pair.First, pair.Second!)),
        ];
    }

    public async ValueTask<bool> TryAddKeyAsync(string group, StoredKey key, CancellationToken cancellationToken) =>
        (bool)await WriteAsync(
            RedisKeyScripts.Add, [_keys.StoredKey(group, key.Id), _keys.StoredKeys(group)], [key.Id, key.Value], cancellationToken);

    public async ValueTask DeleteKeyAsync(string group, string id, CancellationToken cancellationToken) =>
        await WriteAsync(RedisKeyScripts.Delete, [_keys.StoredKey(group, id), _keys.StoredKeys(group)], [id], cancellationToken);
}
