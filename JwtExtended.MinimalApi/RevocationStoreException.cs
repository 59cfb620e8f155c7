namespace JwtExtended.MinimalApi;

/// <summary>
/// The revocation store did not confirm a revocation. Thrown to the code that asked for it: behind a protected endpoint it becomes
/// <see cref="JwtErrorCode.StoreUnavailable"/>, so that a revocation is never answered with success.
/// </summary>
public sealed class RevocationStoreException : Exception
{
    internal RevocationStoreException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
