using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>
/// A connection that was upgraded to another protocol can only be aborted. Clients and proxies offer that with any request: until it
/// happens, the response ends like all others.
/// </summary>
/// <param name="inner">Upgrades the connection.</param>
/// <param name="response">How the response ends; <see langword="null"/> where it is left to complete.</param>
internal sealed class UpgradeEnd(IHttpUpgradeFeature inner, IRequestEnd? response) : IRequestEnd, IHttpUpgradeFeature
{
    private IFeatureCollection? _features;
    private Action? _upgraded;
    private volatile bool _isUpgraded;

    /// <summary>Whether the request can end before its connection was upgraded.</summary>
    public bool EndsResponse => response is not null;

    public bool IsReady => _isUpgraded || response?.IsReady == true;

    public bool IsUpgradableRequest => inner.IsUpgradableRequest;

    /// <summary>Sets what to call when the connection was upgraded.</summary>
    public void OnUpgraded(Action upgraded) => _upgraded = upgraded;

    public async Task<Stream> UpgradeAsync()
    {
        var stream = await inner.UpgradeAsync();
        _isUpgraded = true;
        _upgraded?.Invoke();
        return stream;
    }

    public void Attach(HttpContext context)
    {
        _features = context.Features;
        _features.Set<IHttpUpgradeFeature>(this);
        response?.Attach(context);
    }

    public bool TryBegin(Refusal over) => !_isUpgraded && response?.TryBegin(over) == true;

    public bool Explains(Exception exception) => EndedOperation.Explains(exception);

    public void Dispose()
    {
        response?.Dispose();
        _features?.Set(inner);
    }
}
