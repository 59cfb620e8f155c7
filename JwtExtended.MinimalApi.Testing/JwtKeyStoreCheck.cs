using JwtExtended.MinimalApi.Testing.Contract;

namespace JwtExtended.MinimalApi;

/// <summary>One of the guarantees of a store of keys (<see cref="JwtKeyStoreContract.Checks"/>).</summary>
public sealed class JwtKeyStoreCheck
{
    private readonly Func<KeyStoreRun, Task> _check;

    internal JwtKeyStoreCheck(string name, Func<KeyStoreRun, Task> check)
    {
        Name = name;
        _check = check;
    }

    /// <summary>Gets what is guaranteed, as a sentence. It identifies the check.</summary>
    public string Name { get; }

    /// <summary>
    /// Runs the check. It opens the store twice, as two processes would, and disposes at the end what was opened. It uses groups that no
    /// other run has.
    /// </summary>
    /// <param name="open">
    /// Opens the store: a new object over the same data with each call, as in another process. A store for one process returns the same
    /// object.
    /// </param>
    /// <returns>A task that completes when the check has passed.</returns>
    /// <exception cref="JwtAssertionException">The store does not guarantee it. The message says what was expected.</exception>
    public async Task RunAsync(Func<Task<IJwtKeyStore>> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        await using var run = await KeyStoreRun.OpenAsync(open);
        await _check(run);
    }

    /// <summary>Returns the name, which test frameworks show.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;
}
