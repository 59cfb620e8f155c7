namespace JwtExtended.MinimalApi;

/// <summary>
/// A refusal as the client may see it. It never reveals the token, a key, an expected value, or which cryptographic check failed.
/// </summary>
public sealed record JwtError
{
    internal JwtError(JwtErrorCode code, int statusCode, string message)
    {
        Code = code;
        StatusCode = statusCode;
        Message = message;
    }

    /// <summary>Gets the stable code.</summary>
    public JwtErrorCode Code { get; }

    /// <summary>Gets the HTTP status of the code.</summary>
    public int StatusCode { get; }

    /// <summary>Gets a message for developers, which does not depend on the token.</summary>
    public string Message { get; }
}
