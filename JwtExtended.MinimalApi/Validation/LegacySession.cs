using System.Text.Json;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Validation;

/// <summary>The session of this package that a legacy refresh token is exchanged for.</summary>
/// <param name="Id">The id: the same for every copy of the token.</param>
/// <param name="Started">When it began here; <see langword="null"/> before the exchange.</param>
/// <param name="Seed">What its tokens are derived from; <see langword="null"/> before the exchange.</param>
internal sealed record LegacySession(string Id, DateTimeOffset? Started, RefreshSeed? Seed)
{
    /// <summary>Writes the claims.</summary>
    /// <param name="writer">The writer, within the payload.</param>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteString("sid", Id);
        if (Started is not { } started)
            return;
        writer.WriteNumber("sst", started.ToUnixTimeMilliseconds());
        writer.WriteString("gen", SessionNumber.First(isRecorded: false).ToString());
        writer.WriteString("seed", Seed!.ToString());
    }
}
