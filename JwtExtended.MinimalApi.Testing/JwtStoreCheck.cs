using JwtExtended.MinimalApi.Testing.Contract;

namespace JwtExtended.MinimalApi;

/// <summary>One of the guarantees of a store (<see cref="JwtStoreContract.Checks"/>).</summary>
public sealed class JwtStoreCheck
{
    private readonly Func<StoreRun, Task> _check;

    internal JwtStoreCheck(string name, Func<StoreRun, Task> check)
    {
        Name = name;
        _check = check;
    }

    /// <summary>Gets what is guaranteed, as a sentence. It identifies the check.</summary>
    public string Name { get; }

    /// <summary>
    /// Runs the check. It opens the store at least twice, as two processes would, and disposes at the end what was opened.
    /// </summary>
    /// <param name="store">The store, without data. Every run needs one of its own.</param>
    /// <returns>A task that completes when the check has passed.</returns>
    /// <exception cref="JwtAssertionException">The store does not guarantee it. The message says what was expected.</exception>
    public async Task RunAsync(JwtStoreUnderTest store)
    {
        ArgumentNullException.ThrowIfNull(store);
        await using var run = await StoreRun.OpenAsync(store);
        await _check(run);
    }

    /// <summary>Returns the name, which test frameworks show.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;
}
