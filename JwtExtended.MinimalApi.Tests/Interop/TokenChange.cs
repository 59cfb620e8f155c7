namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>Changes a token as an attacker would.</summary>
internal static class TokenChange
{
    /// <summary>Returns the token with another signature. The last character is kept: some of its bits are padding.</summary>
    public static string Signature(string token)
    {
        var start = token.LastIndexOf('.') + 1;
        return $"{token[..start]}{(token[start] == 'A' ? 'B' : 'A')}{token[(start + 1)..]}";
    }
}
