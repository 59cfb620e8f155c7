using System.Net;
using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>
/// Parses connection strings: servers and settings of StackExchange.Redis, separated by commas, or a URL. An error quotes nothing of the
/// text, because it may be a part of the password.
/// </summary>
internal static partial class RedisConnectionString
{
    public static ConfigurationOptions Parse(string text) => Scheme().IsMatch(text) ? RedisUrl.Parse(text.Trim()) : ParseSettings(text);

    public static ArgumentException Invalid(string reason) => new(
        $"The connection string of Redis is not valid: {reason}. Write 'host:6379,user=...,password=...,ssl=true', "
        + "or 'rediss://user:password@host:6379/0' ('redis://' without TLS) with a percent-encoded user and password.");

    private static ConfigurationOptions ParseSettings(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw Invalid("it is empty");
        var parts = text.Split(',');
        for (var i = 0; i < parts.Length; i++)
        {
            if (!string.IsNullOrWhiteSpace(parts[i]) && !IsValid(parts[i]))
            {
                throw Invalid(
                    $"part {i + 1} of {parts.Length}, separated by commas, is neither a server nor a setting with a valid value "
                    + "(a password with a comma can be written in a URL)");
            }
        }

        var options = ConfigurationOptions.Parse(text);
        return options.EndPoints.Count > 0 ? options : throw Invalid("it names no server");
    }

    // The client itself ignores a server that it cannot read, such as 'host:port'.
    private static bool IsValid(string part)
    {
        try
        {
            var servers = ConfigurationOptions.Parse(part).EndPoints;
            return part.Contains('=', StringComparison.Ordinal) || (servers.Count == 1 && HasValidHost(servers[0]));
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool HasValidHost(EndPoint server) =>
        server is not DnsEndPoint { Host: var host } || Uri.CheckHostName(host) != UriHostNameType.Unknown;

    [GeneratedRegex(@"^\s*[A-Za-z][A-Za-z0-9+.-]*://")]
    private static partial Regex Scheme();
}
