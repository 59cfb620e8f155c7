namespace Conduit.Data;

internal sealed class User
{
    public int Id { get; set; }

    public required string Username { get; set; }

    public required string Email { get; set; }

    public string PasswordHash { get; set; } = "";

    public string? Bio { get; set; }

    public string? Image { get; set; }

    public List<Follow> Followers { get; } = [];
}
