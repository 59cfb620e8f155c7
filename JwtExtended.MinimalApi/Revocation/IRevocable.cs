namespace JwtExtended.MinimalApi.Revocation;

/// <summary>What a token is looked up by.</summary>
internal interface IRevocable
{
    TokenType Type { get; }

    string Identity { get; }

    string? SessionId { get; }

    string? Jti { get; }

    string RawJwt { get; }
}
