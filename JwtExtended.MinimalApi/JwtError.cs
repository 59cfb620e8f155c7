namespace JwtExtended.MinimalApi;

/// <summary>A refusal as a caller may see it: never the token, a key, an expected value, or which cryptographic check failed.</summary>
public sealed record JwtError
{
    internal JwtError(JwtErrorCode code, int statusCode, string message)
    {
        Code = code;
        StatusCode = statusCode;
        Message = message;
    }

    /// <summary>The stable code.</summary>
    public JwtErrorCode Code { get; }

    /// <summary>The HTTP status that belongs to the code.</summary>
    public int StatusCode { get; }

    /// <summary>One sentence for developers, the same for every request with this code.</summary>
    public string Message { get; }
}
