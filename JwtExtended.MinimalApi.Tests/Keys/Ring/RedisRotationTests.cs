using System.Security.Cryptography;
using JwtExtended.MinimalApi.Redis;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.Extensions.Logging.Abstractions;

namespace JwtExtended.MinimalApi.Tests.Keys.Ring;

[NonParallelizable]
[Category(Engine.Category)]
public sealed class RedisRotationTests : RotationTests, IAsyncDisposable
{
    private readonly string _prefix = RandomNumberGenerator.GetHexString(8) + ":";
    private readonly List<RedisJwtStore> _opened = [];
    private RedisServer _server = null!;

    [SetUp]
    public async Task StartServerAsync() => _server = await SharedEngines.RedisAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _opened)
            await store.DisposeAsync();
    }

    internal override IJwtKeyStore Open(RotatingNodes nodes)
    {
        var store = new RedisJwtStore(new RedisConnection(RedisConnection.Parse(_server.Connection), NullLogger.Instance), _prefix);
        lock (_opened)
            _opened.Add(store);
        return new SharedKeyStore(nodes.Time, store);
    }
}
