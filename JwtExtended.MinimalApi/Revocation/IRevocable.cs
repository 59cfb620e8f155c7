namespace JwtExtended.MinimalApi.Revocation;

/// <summary>What a token is looked up by.</summary>
internal interface IRevocable
{
    TokenType Type { get; }

    string Identity { get; }

    string? SessionId { get; }

    string? Jti { get; }

    string RawJwt { get; }

    /// <summary>The store's key of the token that this one was made for and ends with; <see langword="null"/> for most.</summary>
    string? ParentKey { get; }
}
