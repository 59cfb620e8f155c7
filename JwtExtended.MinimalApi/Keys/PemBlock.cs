namespace JwtExtended.MinimalApi.Keys;

/// <summary>A block of PEM text (RFC 7468, 2).</summary>
/// <param name="Label">What the block says that it is.</param>
/// <param name="Body">The text between its first and its last line.</param>
internal readonly record struct PemBlock(string Label, string Body)
{
    public bool IsPrivateKey => Label.EndsWith("PRIVATE KEY", StringComparison.Ordinal);

    public bool IsPublicKey => Label is "PUBLIC KEY" or "RSA PUBLIC KEY";

    public bool IsCertificate => Label is "CERTIFICATE" or "X509 CERTIFICATE" or "TRUSTED CERTIFICATE";

    // RFC 1421, 4.6.1.1: headers are in front of the base64, which has no colon.
    private int EndOfHeaders => Body.LastIndexOf(':');

    /// <summary>Whether the block is encrypted by the headers of RFC 1421, as OpenSSL did before PKCS#8.</summary>
    public bool IsEncryptedByHeaders => EndOfHeaders >= 0 && Body.Contains("ENCRYPTED", StringComparison.Ordinal);

    /// <summary>Decodes the block.</summary>
    /// <param name="name">The option or file that holds the text, for messages.</param>
    /// <param name="der">The bytes, unless there is an error.</param>
    /// <returns>The error, or <see langword="null"/>.</returns>
    public string? Decode(string name, out byte[] der)
    {
        var text = Body.AsSpan();
        if (EndOfHeaders is >= 0 and var colon)
            text = text[colon..].IndexOf('\n') is >= 0 and var end ? text[(colon + end)..] : [];
        der = Base64Text.Decode(text) ?? [];
        if (der.Length == 0)
            return $"{name} has a block {Label} that is not base64: it is damaged or cut off. Copy the whole text of the key again.";
        var length = Der.LengthOf(der);
        if (length > der.Length)
            return $"{name} has a block {Label} that is cut off after {der.Length} of {length} bytes. Copy its whole text again.";
        // OpenSSL appends what a trusted certificate is trusted for.
        if (Label == "TRUSTED CERTIFICATE" && length > 0)
            der = der[..(int)length];
        return null;
    }

    /// <summary>Returns the label: the text of a key must not reach a log.</summary>
    public override string ToString() => Label;
}
