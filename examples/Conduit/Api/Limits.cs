namespace Conduit.Api;

/// <summary>How much a client may send: characters, unless the name says otherwise.</summary>
internal static class Limits
{
    public const int RequestBytes = 1 << 20;

    public const int Username = 64;

    /// <summary>The longest address that RFC 5321 allows in a path.</summary>
    public const int Email = 254;

    public const int ShortestPassword = 8;

    public const int Password = 128;

    public const int Bio = 2_000;

    public const int Image = 2_000;

    public const int Title = 200;

    public const int Description = 1_000;

    public const int ArticleBody = 20_000;

    public const int Comment = 10_000;

    public const int Tag = 50;

    public const int TagCount = 20;

    /// <summary>The most articles of one response.</summary>
    public const int Articles = 100;

    /// <summary>The most tags of one response, which has no pages either.</summary>
    public const int Tags = 100;

    /// <summary>The most comments of one response, which the description has no pages for: the newest ones.</summary>
    public const int Comments = 200;
}
