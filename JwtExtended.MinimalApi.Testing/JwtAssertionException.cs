namespace JwtExtended.MinimalApi;

/// <summary>
/// The exception of an assertion that does not hold: a response that is not what was expected, or a store that does not keep its contract.
/// Every test framework reports it as a failure.
/// </summary>
public sealed class JwtAssertionException : Exception
{
    /// <summary>Initializes a new instance.</summary>
    /// <param name="message">What was expected, and what came instead.</param>
    public JwtAssertionException(string message)
        : base(message)
    {
    }
}
