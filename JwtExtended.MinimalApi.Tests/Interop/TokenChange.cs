namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>What an attacker might do to a token.</summary>
internal static class TokenChange
{
    /// <summary>The token with another signature. Not its last character: some of its bits are padding.</summary>
    public static string Signature(string token)
    {
        var start = token.LastIndexOf('.') + 1;
        return $"{token[..start]}{(token[start] == 'A' ? 'B' : 'A')}{token[(start + 1)..]}";
    }
}
