using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>A connection of an unknown protocol can only be aborted.</summary>
internal sealed class AbortEnd : IRequestEnd
{
    public bool IsReady => true;

    public void Attach(HttpContext context)
    {
    }

    public bool TryBegin(Refusal over) => false;

    public bool Explains(Exception exception) => EndedOperation.Explains(exception);

    public void Dispose()
    {
    }
}
