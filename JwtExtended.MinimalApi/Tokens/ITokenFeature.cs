using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>The token that a request was authenticated with, for one endpoint. Values bind from it and do not know who made it.</summary>
internal interface ITokenFeature
{
    /// <summary>The endpoint that it was made for: another endpoint of the same request has its own.</summary>
    Endpoint? Endpoint { get; }

    /// <summary>The verified token; <see langword="null"/> without one.</summary>
    Token? Token { get; }

    /// <summary>The application's own object for the user; <see langword="null"/> without one.</summary>
    object? User { get; }

    /// <summary>Where the token came from; <see langword="null"/> without one.</summary>
    TokenLocation? Location { get; }

    /// <summary>The entry of the token's session when it was looked up; <see langword="null"/> without one.</summary>
    SessionEntry? Session { get; }

    /// <summary>When the token was looked up, as a timestamp; 0 = it was not.</summary>
    long LookUpTimestamp { get; }

    /// <summary>Whether the endpoint's requirement is satisfied: before, the token is known and decides nothing.</summary>
    bool IsEnforced { get; }

    /// <summary>Called when the handler has returned, before its result is written: it reads the status that it is written with.</summary>
    void OnHandlerReturned(HttpResponse response);
}
