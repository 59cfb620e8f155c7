using System.Buffers.Text;
using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Testing.Contract;

/// <summary>One run of a check: a store of keys that was opened twice, as in two processes, and groups that no other run has.</summary>
internal sealed class KeyStoreRun : IAsyncDisposable
{
    private readonly List<IJwtKeyStore> _opened = [];

    public IJwtKeyStore Store { get; private set; } = null!;

    /// <summary>The store as another process sees it.</summary>
    public IJwtKeyStore Second { get; private set; } = null!;

    public string Group { get; } = NewGroup();

    public static async Task<KeyStoreRun> OpenAsync(Func<Task<IJwtKeyStore>> open)
    {
        var run = new KeyStoreRun();
        try
        {
            run.Store = await run.OpenOnceAsync(open);
            run.Second = await run.OpenOnceAsync(open);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes the name of a group as an app does: SHA-256 in base64url.</summary>
    /// <returns>The name.</returns>
    public static string NewGroup() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>Lists the entries of the group, as the other process sees them.</summary>
    /// <returns>The entries as id and value, sorted.</returns>
    public async Task<List<string>> ListAsync(string? group = null)
    {
        var entries = await Second.ListKeysAsync(group ?? Group, default);
        return [.. entries.Select(static entry => $"{entry.Id}={entry.Value}").Order(StringComparer.Ordinal)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _opened.Distinct())
        {
            if (store is IAsyncDisposable asyncStore)
                await asyncStore.DisposeAsync();
            else
                (store as IDisposable)?.Dispose();
        }
    }

    private async Task<IJwtKeyStore> OpenOnceAsync(Func<Task<IJwtKeyStore>> open)
    {
        var store = await open();
        _opened.Add(store);
        return store;
    }
}
