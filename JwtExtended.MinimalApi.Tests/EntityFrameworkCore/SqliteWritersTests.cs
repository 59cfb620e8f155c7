using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>A file has one writer at a time: those of one process take turns.</summary>
public sealed class SqliteWritersTests : IAsyncDisposable
{
    private const int Writers = 32;
    private const int WritesOfEach = 20;

    // The default of an app.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private readonly SqliteFile _file = new();
    private readonly EntityFrameworkStores _stores;

    public SqliteWritersTests() => _stores = new EntityFrameworkStores(options => options.UseSqlite(_file.Connection));

    public async ValueTask DisposeAsync()
    {
        await _stores.DisposeAsync();
        _file.Dispose();
    }

    [Test]
    public async Task Many_writers_at_once_all_write_within_the_time_limit()
    {
        await _stores.WithContextAsync(context => context.Database.EnsureCreatedAsync());
        using var store = _stores.Open(limit: Limit);

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < WritesOfEach; i++)
                await store.RevokeTokenAsync($"{writer}-{i}", null, default);
        })));

        (await _stores.WithContextAsync(context => context.Set<JwtRevocationRow>().CountAsync())).Should().Be(Writers * WritesOfEach);
    }
}
