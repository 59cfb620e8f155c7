namespace JwtExtended.MinimalApi.Tests.Fuzz.Targets;

/// <summary>The result of reading a key: the key, or the message, which must not quote the key.</summary>
internal readonly record struct KeyReading(JwtKey? Key, string Message)
{
    public static KeyReading Of(Func<JwtKey> read)
    {
        try
        {
            return new KeyReading(read(), "");
        }
        catch (ArgumentException e)
        {
            // A key that is refused is misuse at the start of an app: this exception, and no other.
            return new KeyReading(null, e.Message);
        }
    }

    /// <summary>Says what is wrong: a message with a part of the key, or a key that does not verify what it signs.</summary>
    /// <param name="secrets">The parts that no message may contain.</param>
    public string? FindProblem(IEnumerable<string> secrets)
    {
        var message = Message;
        if (secrets.Any(secret => message.Contains(secret, StringComparison.Ordinal)))
            return "the message quotes the key";
        if (Key is not { } key)
            return message.Length > 0 ? null : "no message";
        if (key.Kid.Length is 0 or > 256 || key.ToString().Length > 512)
            return "a kid of another length";
        return key.CanSign && !Verifies(key) ? "the key does not verify what it signs" : null;
    }

    private static bool Verifies(JwtKey key)
    {
        var signature = new byte[key.SignatureLength];
        key.Sign("input"u8, signature);
        return key.Verify("input"u8, signature) && !key.Verify("inpuT"u8, signature);
    }
}
