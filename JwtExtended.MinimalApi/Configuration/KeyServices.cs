using JwtExtended.MinimalApi.Keys.Ring;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>The keys of an app, and what keeps them in step with the stores of keys.</summary>
internal sealed record KeyServices(JwtKeyRing Ring, KeyUpkeep Upkeep) : IAsyncDisposable
{
    /// <summary>A store that belongs to the keys alone; <see langword="null"/> if there is none.</summary>
    public IJwtKeyStore? OwnStore { get; init; }

    public async ValueTask DisposeAsync()
    {
        await Upkeep.DisposeAsync();
        if (OwnStore is IAsyncDisposable asyncStore)
            await asyncStore.DisposeAsync();
        else
            (OwnStore as IDisposable)?.Dispose();
    }
}
