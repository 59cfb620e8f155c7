namespace JwtExtended.MinimalApi.Tokens;

/// <summary>The characters of a client's id (RFC 6749, A.1).</summary>
internal static class ClientIdText
{
    /// <summary>Determines whether a text can be the id of a client.</summary>
    /// <returns><see langword="true"/> for visible ASCII characters and spaces.</returns>
    public static bool IsValid(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
