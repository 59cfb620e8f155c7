namespace JwtExtended.MinimalApi;

/// <summary>
/// The exception that is thrown when the revocation store did not confirm an operation. In a protected endpoint, an unhandled one results
/// in a <see cref="JwtErrorCode.StoreUnavailable"/> response, so that an unconfirmed revocation is never reported as a success.
/// </summary>
public sealed class RevocationStoreException : Exception
{
    internal RevocationStoreException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
