using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>
/// The secret in a refresh token that its successor is derived from. The same token always has the same successor, which can be derived
/// neither from a store nor from an older token.
/// </summary>
internal sealed class RefreshSeed
{
    private const int SeedBytes = 32;
    private const char RecordedPrefix = 'r';
    private const char UnrecordedPrefix = 'p';

    private readonly byte[] _secret;

    private RefreshSeed(byte[] secret, bool isRecorded)
    {
        _secret = secret;
        IsRecorded = isRecorded;
    }

    /// <summary>Gets whether the session has a record in the store. The token cannot be exchanged once that record is gone.</summary>
    public bool IsRecorded { get; }

    /// <summary>Creates the seed of a new session.</summary>
    /// <param name="isRecorded">Whether the session has a record in the store.</param>
    /// <param name="random">The source of randomness.</param>
    /// <returns>The seed.</returns>
    public static RefreshSeed Create(bool isRecorded, RandomBytes random)
    {
        var secret = new byte[SeedBytes];
        random.Fill(secret);
        return new RefreshSeed(secret, isRecorded);
    }

    /// <summary>Reads the seed of a verified token.</summary>
    /// <param name="text">The claim.</param>
    /// <param name="seed">The seed, when the claim contains one.</param>
    /// <returns><see langword="true"/> if the claim contains a seed; tokens of other libraries and older versions do not.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out RefreshSeed? seed)
    {
        seed = null;
        if (text is not { Length: > 1 } || text[0] is not (RecordedPrefix or UnrecordedPrefix))
            return false;
        if (!Base64Url.IsValid(text.AsSpan(1), out var length) || length != SeedBytes)
            return false;
        seed = new RefreshSeed(Base64Url.DecodeFromChars(text.AsSpan(1)), text[0] == RecordedPrefix);
        return true;
    }

    /// <summary>Derives the id of the successor.</summary>
    /// <param name="consumedAt">When this token was consumed.</param>
    /// <returns>The id.</returns>
    public Guid SuccessorJti(DateTimeOffset consumedAt) =>
        TokenId.MakeJti(consumedAt, Derive("jwt-extended successor jti"u8).AsSpan(0, 16));

    /// <summary>Derives the <c>csrf</c> claim of the successor.</summary>
    /// <returns>The claim.</returns>
    public string SuccessorCsrf() => Base64Url.EncodeToString(Derive("jwt-extended successor csrf"u8).AsSpan(0, 16));

    /// <summary>Derives the seed of the successor.</summary>
    /// <returns>The seed.</returns>
    public RefreshSeed Successor() => new(Derive("jwt-extended successor seed"u8), IsRecorded);

    /// <summary>Formats the seed as a claim. The claim is a credential: never log it.</summary>
    /// <returns>The claim.</returns>
    public override string ToString() => (IsRecorded ? RecordedPrefix : UnrecordedPrefix) + Base64Url.EncodeToString(_secret);

    private byte[] Derive(ReadOnlySpan<byte> label) => HMACSHA256.HashData(_secret, label);
}
