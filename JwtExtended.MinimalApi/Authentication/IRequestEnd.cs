using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>How a long request ends in the way that its protocol provides. After the handler it restores what it replaced.</summary>
internal interface IRequestEnd : IDisposable
{
    /// <summary>Whether the request can be ended now: a response that has not started may have to be left to complete.</summary>
    bool IsReady { get; }

    /// <summary>Takes the place of what the handler would use of the request. Called before the handler.</summary>
    void Attach(HttpContext context);

    /// <summary>Begins to end the request, and does not wait.</summary>
    /// <param name="over">Why it ends.</param>
    /// <returns><see langword="false"/> if nothing is left but to abort the connection.</returns>
    bool TryBegin(Refusal over);

    /// <summary>Whether a failure of the handler results from the end, and is none of its own.</summary>
    /// <returns><see langword="true"/> if it does.</returns>
    bool Explains(Exception exception);
}
