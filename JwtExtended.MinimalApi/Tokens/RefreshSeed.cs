using System.Buffers.Binary;
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
    private const int NumberBytes = sizeof(int);

    private readonly byte[] _secret;

    private RefreshSeed(byte[] secret) => _secret = secret;

    /// <summary>Creates the seed of a new session.</summary>
    /// <param name="random">The source of randomness.</param>
    /// <returns>The seed.</returns>
    public static RefreshSeed Create(RandomBytes random)
    {
        var secret = new byte[SeedBytes];
        random.Fill(secret);
        return new RefreshSeed(secret);
    }

    /// <summary>Takes a secret that was derived as the seed of a session.</summary>
    /// <param name="secret">The secret, of the length of an HMAC-SHA256.</param>
    /// <returns>The seed.</returns>
    public static RefreshSeed Of(byte[] secret) => new(secret);

    /// <summary>Reads the seed of a verified token.</summary>
    /// <param name="text">The claim.</param>
    /// <param name="seed">The seed, when the claim contains one.</param>
    /// <returns><see langword="true"/> if the claim contains a seed; tokens of other libraries and older versions do not.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out RefreshSeed? seed)
    {
        seed = null;
        if (text is null || !Base64Url.IsValid(text, out var length) || length != SeedBytes)
            return false;
        seed = new RefreshSeed(Base64Url.DecodeFromChars(text));
        return true;
    }

    /// <summary>Derives the id of the successor.</summary>
    /// <param name="number">The number of the successor.</param>
    /// <param name="at">When that number was made.</param>
    /// <returns>The id.</returns>
    public Guid SuccessorJti(int number, DateTimeOffset at) =>
        TokenId.MakeJti(at, Derive("jwt-extended successor jti"u8, number).AsSpan(0, 16));

    /// <summary>Derives the <c>csrf</c> claim of the successor.</summary>
    /// <param name="number">The number of the successor.</param>
    /// <returns>The claim.</returns>
    public string SuccessorCsrf(int number) =>
        Base64Url.EncodeToString(Derive("jwt-extended successor csrf"u8, number).AsSpan(0, 16));

    /// <summary>Derives the seed of the successor.</summary>
    /// <param name="number">The number of the successor.</param>
    /// <returns>The seed.</returns>
    public RefreshSeed Successor(int number) => new(Derive("jwt-extended successor seed"u8, number));

    /// <summary>Formats the seed as a claim. The claim is a credential: never log it.</summary>
    /// <returns>The claim.</returns>
    public override string ToString() => Base64Url.EncodeToString(_secret);

    // Without the time: every instance derives the same, whatever its clock says.
    private byte[] Derive(ReadOnlySpan<byte> label, int number)
    {
        Span<byte> input = stackalloc byte[64];
        label.CopyTo(input);
        BinaryPrimitives.WriteInt32BigEndian(input[label.Length..], number);
        return HMACSHA256.HashData(_secret, input[..(label.Length + NumberBytes)]);
    }
}
