using JwtExtended.MinimalApi.Revocation;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>What revokes the tokens of an app.</summary>
/// <param name="Store">Calls the store.</param>
/// <param name="Check">Looks tokens up.</param>
/// <param name="Writer">Revokes.</param>
/// <param name="Exemption">Revokes everything except one session.</param>
internal sealed record RevocationServices(
    StoreClient Store, RevocationCheck Check, RevocationWriter Writer, SessionExemption Exemption)
{
    /// <summary>Asks the store whether it responds.</summary>
    public StoreProbe Probe { get; } = new(Store);
}
