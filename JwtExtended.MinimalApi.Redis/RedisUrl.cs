using System.Globalization;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>Parses <c>redis://user:password@host:port/database</c>, and <c>rediss://</c> for TLS, as registered with IANA.</summary>
internal static class RedisUrl
{
    private const int DefaultPort = 6379;
    private const string PercentEncode = "; '@', ':', '/', '?', '#' and '%' in a user or password have to be percent-encoded";

    public static ConfigurationOptions Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
            throw RedisConnectionString.Invalid("it is not a valid URL" + PercentEncode);
        if (url.Scheme is not ("redis" or "rediss"))
            throw RedisConnectionString.Invalid($"URLs of the scheme '{url.Scheme}' are not supported");
        if (url.Host.Length == 0)
            throw RedisConnectionString.Invalid("the URL names no server");
        if (url.Query.Length > 1 || url.Fragment.Length > 1)
        {
            throw RedisConnectionString.Invalid(
                "the URL has options behind '?' or '#', which are not supported (settings such as a time limit can be written with commas)"
                + PercentEncode);
        }

        var options = new ConfigurationOptions { Ssl = url.Scheme == "rediss", DefaultDatabase = ReadDatabase(url) };
        options.EndPoints.Add(url.IdnHost, url.Port < 0 ? DefaultPort : url.Port);
        ReadCredentials(url, options);
        return options;
    }

    private static int? ReadDatabase(Uri url)
    {
        if (url.AbsolutePath is "" or "/")
            return null;
        return int.TryParse(url.AbsolutePath.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var database)
            ? database
            : throw RedisConnectionString.Invalid("what follows the server in the URL is not the number of a database" + PercentEncode);
    }

    private static void ReadCredentials(Uri url, ConfigurationOptions options)
    {
        if (url.UserInfo.Length == 0)
            return;
        var colon = url.UserInfo.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            throw RedisConnectionString.Invalid("what is before '@' in the URL has no colon: write ':password@' or 'user:password@'");
        if (colon > 0)
            options.User = Uri.UnescapeDataString(url.UserInfo[..colon]);
        options.Password = Uri.UnescapeDataString(url.UserInfo[(colon + 1)..]);
    }
}
