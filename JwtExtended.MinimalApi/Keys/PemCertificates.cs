using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>The certificates of PEM text: of a chain, the one at its end is meant.</summary>
/// <param name="name">The option or file that holds them, for messages.</param>
internal sealed class PemCertificates(string name)
{
    /// <summary>Finds the public key of the certificate at the end of a chain.</summary>
    /// <param name="blocks">The certificates.</param>
    /// <param name="publicKey">The SubjectPublicKeyInfo, unless there is an error.</param>
    /// <returns>The error, or <see langword="null"/>.</returns>
    public string? FindKey(IReadOnlyList<PemBlock> blocks, out byte[] publicKey)
    {
        publicKey = [];
        if (Load(blocks, out var certificates) is { } error)
            return error;
        var distinct = certificates.DistinctBy(static certificate => Convert.ToHexString(certificate.RawData)).ToList();
        var last = distinct.FindAll(candidate => !distinct.Exists(other => IsIssuer(candidate, other)));
        if (last.Count == 1)
            publicKey = last[0].PublicKey.ExportSubjectPublicKeyInfo();
        Dispose(certificates);
        return last.Count == 1
            ? null
            : $"{name} holds {distinct.Count} certificates that are not one chain. Keep only the certificate of the key.";
    }

    /// <summary>Checks that one of the certificates belongs to a key.</summary>
    /// <param name="blocks">The certificates; none is fine.</param>
    /// <param name="publicKey">The SubjectPublicKeyInfo of the key.</param>
    /// <returns>The error, or <see langword="null"/>.</returns>
    public string? CheckBelong(IReadOnlyList<PemBlock> blocks, byte[] publicKey)
    {
        if (blocks.Count == 0)
            return null;
        if (Load(blocks, out var certificates) is { } error)
            return error;
        var belongs = certificates.Exists(certificate => IsSameKey(certificate.PublicKey.ExportSubjectPublicKeyInfo(), publicKey));
        Dispose(certificates);
        return belongs
            ? null
            : $"{name} holds a key and no certificate that belongs to it. Remove the certificates, or put the right key beside them.";
    }

    /// <summary>Compares two public keys; an RSA key may be restricted to RSASSA-PSS in one of them.</summary>
    /// <returns>Whether they are the same key.</returns>
    public static bool IsSameKey(byte[] first, byte[] second) => KeyOf(first).AsSpan().SequenceEqual(KeyOf(second));

    private static byte[] KeyOf(byte[] publicKey)
    {
        var info = new AsnReader(publicKey, AsnEncodingRules.BER).ReadSequence();
        info.ReadSequence();
        return info.ReadBitString(out _);
    }

    private static bool IsIssuer(X509Certificate2 candidate, X509Certificate2 other) =>
        !ReferenceEquals(candidate, other)
        && candidate.SubjectName.RawData.AsSpan().SequenceEqual(other.IssuerName.RawData);

    private static void Dispose(List<X509Certificate2> certificates) => certificates.ForEach(static certificate => certificate.Dispose());

    private string? Load(IReadOnlyList<PemBlock> blocks, out List<X509Certificate2> certificates)
    {
        certificates = [];
        foreach (var block in blocks)
        {
            if (block.Decode(name, out var der) is { } error)
                return error;
            try
            {
                certificates.Add(X509CertificateLoader.LoadCertificate(der));
            }
            catch (CryptographicException)
            {
                return $"{name} holds a certificate that cannot be read. Copy the whole text of the certificate again.";
            }
        }

        return null;
    }
}
