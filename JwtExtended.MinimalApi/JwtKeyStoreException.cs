namespace JwtExtended.MinimalApi;

/// <summary>
/// The exception that is thrown when a store of keys did not confirm an operation, or has entries that cannot be used. The keys that are
/// known stay in use.
/// </summary>
public sealed class JwtKeyStoreException : Exception
{
    internal JwtKeyStoreException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
