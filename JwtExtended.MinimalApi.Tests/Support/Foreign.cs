namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>Types that an application might have, with the names of ours.</summary>
internal static class Foreign
{
    internal sealed record Token(string Identity)
    {
        public static bool TryParse(string text, out Token token)
        {
            token = new Token(text);
            return true;
        }
    }

    internal static class TokenValue
    {
        internal readonly record struct Token(string Identity);
    }

    internal sealed record Parameters(Token Token);
}
