using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Testing;

/// <summary>What a check does beside calling the store.</summary>
public sealed class StoreCheckTests
{
    private static readonly JwtStoreCheck First = JwtStoreContract.Checks[0];

    [Test]
    public void Every_check_has_a_name_of_its_own() =>
        JwtStoreContract.Checks.Select(check => check.ToString()).Should().NotBeEmpty().And.OnlyHaveUniqueItems();

    [Test]
    public async Task Stores_are_closed_also_when_the_check_fails()
    {
        var opened = new List<ScriptedStore>();

        var run = FluentActions.Awaiting(() => First.RunAsync(StoreOf(() =>
        {
            opened.Add(new ScriptedStore { Revoked = true });
            return opened[^1];
        })));

        (await run.Should().ThrowAsync<JwtAssertionException>()).WithMessage("state is *TokenRevoked = True*. Expected: *");
        opened.Should().HaveCount(2).And.OnlyContain(store => store.Disposed);
    }

    [Test]
    public async Task The_first_store_is_closed_when_the_second_cannot_be_opened()
    {
        var opened = new List<ScriptedStore>();

        var run = FluentActions.Awaiting(() => First.RunAsync(StoreOf(() =>
        {
            opened.Add(opened.Count == 0 ? new ScriptedStore() : throw new IOException("The database is gone."));
            return opened[^1];
        })));

        await run.Should().ThrowAsync<IOException>();
        opened.Should().ContainSingle().Which.Disposed.Should().BeTrue();
    }

    private static JwtStoreUnderTest StoreOf(Func<IJwtStore> open) => new()
    {
        Open = () => Task.FromResult(open()),
        LoseData = () => Task.CompletedTask,
        Time = new FakeTimeProvider(TestApp.Start),
    };
}
