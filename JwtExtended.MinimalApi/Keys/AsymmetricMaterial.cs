using System.Security.Cryptography;
using Jose;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>An RSA or EC key (RFC 7518, 3.3 to 3.5), used through jose-jwt.</summary>
internal sealed class AsymmetricMaterial(AsymmetricAlgorithm key, JwtAlgorithmInfo algorithm, int signatureLength)
    : KeyMaterial(signatureLength)
{
    private readonly IJwsAlgorithm _jws = algorithm.Implementation
        ?? throw new ArgumentException($"{algorithm.Name} does not sign with a key pair.", nameof(algorithm));

    /// <summary>The key; its public part alone where <see cref="Held"/> or <see cref="IsSignedElsewhere"/> says so.</summary>
    public AsymmetricAlgorithm Key => key;

    /// <summary>What signs in place of the key; <see langword="null"/> where the key does.</summary>
    public HeldKey? Held { get; init; }

    /// <summary>Whether another process signs, so that nothing of a private part is used.</summary>
    public bool IsSignedElsewhere { get; private init; }

    /// <summary>Creates the same key, for which another process signs.</summary>
    /// <returns>The material.</returns>
    public AsymmetricMaterial ToSignedElsewhere() => new(key, algorithm, SignatureLength) { IsSignedElsewhere = true };

    public override void Sign(ReadOnlySpan<byte> input, Span<byte> signature)
    {
        var bytes = input.ToArray();
        if (Held is null)
        {
            _jws.Sign(bytes, key).CopyTo(signature);
            return;
        }

        var made = Held.Sign(_jws, bytes);
        // A vault may have replaced its key under the same name.
        if (made.Length != SignatureLength || !_jws.Verify(made, bytes, key))
            throw new JwtSigningException("The key signed, and its public part does not verify the signature. Create it again.");
        made.CopyTo(signature);
    }

    public override bool Verify(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature) =>
        _jws.Verify(signature.ToArray(), input.ToArray(), key);

    public override byte[]? ExportPrivate() =>
        IsSignedElsewhere ? null : Held is null ? CanonicalPrivateKey.Export(key) : Held.ExportPrivate();

    public override byte[] Fingerprint() => SHA256.HashData(key.ExportSubjectPublicKeyInfo());

    public override bool IsSameAs(KeyMaterial other) =>
        other is AsymmetricMaterial { Key: var otherKey }
        && key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(otherKey.ExportSubjectPublicKeyInfo());

    /// <summary>Checks that the private part belongs to the public part, so that a mismatched pair is found at startup.</summary>
    /// <param name="name">The option or file that holds the key, for messages.</param>
    /// <returns>The error, or <see langword="null"/> if the key verifies what it signs.</returns>
    public string? CheckPair(string name)
    {
        var probe = "jwt-extended self-test"u8;
        var signature = new byte[SignatureLength];
        try
        {
            Sign(probe, signature);
            if (Verify(probe, signature))
                return null;
        }
        catch (JwtSigningException e)
        {
            return $"{name} cannot be used: {e.Message} To verify only, take its public key: JwtKey.FromPem(pem)";
        }
        catch (Exception e) when (e is CryptographicException or JoseException)
        {
            // The pair does not match.
        }

        return $"{name} has a private part that does not belong to its public part. Export the pair again.";
    }
}
