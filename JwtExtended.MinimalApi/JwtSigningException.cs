namespace JwtExtended.MinimalApi;

/// <summary>
/// The exception that is thrown when a key that another library or service holds did not sign, or not as its public key says. Nothing has
/// changed, and the same call can be repeated. In an endpoint, an unhandled one results in a
/// <see cref="JwtErrorCode.SigningUnavailable"/> response.
/// </summary>
public sealed class JwtSigningException : Exception
{
    internal JwtSigningException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
