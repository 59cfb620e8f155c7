using JwtExtended.MinimalApi.Authentication;
using Microsoft.AspNetCore.Http.Features;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>A request that offers another protocol is as it was when it is over.</summary>
public sealed class UpgradeEndTests
{
    [Test]
    public void After_the_request_its_feature_and_its_cancellation_are_the_servers()
    {
        using var client = new CancellationTokenSource();
        var context = new DefaultHttpContext { RequestAborted = client.Token };
        var upgrade = new UpgradeFeature();
        context.Features.Set<IHttpUpgradeFeature>(upgrade);
        var end = new UpgradeEnd(upgrade, new StreamEnd(waitsForStart: true, endsOnlyEvents: true));
        end.Attach(context);
        context.Features.Get<IHttpUpgradeFeature>().Should().BeSameAs(end);
        context.RequestAborted.Should().NotBe(client.Token);

        end.Dispose();

        context.Features.Get<IHttpUpgradeFeature>().Should().BeSameAs(upgrade);
        context.RequestAborted.Should().Be(client.Token);
    }

    private sealed class UpgradeFeature : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => true;

        public Task<Stream> UpgradeAsync() => Task.FromResult(Stream.Null);
    }
}
