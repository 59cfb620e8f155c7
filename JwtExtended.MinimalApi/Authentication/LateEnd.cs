using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>
/// A response that has turned out to be a stream when it started. The handler that has asked for the lifetime of its token ends it; any
/// other one goes on until the connection is aborted.
/// </summary>
internal sealed class LateEnd : IRequestEnd
{
    public bool IsReady => true;

    public void Attach(HttpContext context)
    {
    }

    public bool TryBegin(Refusal over) => true;

    public bool Explains(Exception exception) => false;

    public void Dispose()
    {
    }
}
