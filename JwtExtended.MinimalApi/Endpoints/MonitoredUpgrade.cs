using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Monitors the token of a request from the moment that its connection is upgraded to another protocol.</summary>
internal sealed class MonitoredUpgrade : IHttpUpgradeFeature
{
    private readonly IHttpUpgradeFeature _inner;
    private readonly Action _monitor;

    private MonitoredUpgrade(IHttpUpgradeFeature inner, Action monitor)
    {
        _inner = inner;
        _monitor = monitor;
    }

    public bool IsUpgradableRequest => _inner.IsUpgradableRequest;

    public static void Attach(HttpContext context, Action monitor)
    {
        var upgrade = context.Features.GetRequiredFeature<IHttpUpgradeFeature>();
        context.Features.Set<IHttpUpgradeFeature>(new MonitoredUpgrade(upgrade, monitor));
    }

    public Task<Stream> UpgradeAsync()
    {
        _monitor();
        return _inner.UpgradeAsync();
    }
}
