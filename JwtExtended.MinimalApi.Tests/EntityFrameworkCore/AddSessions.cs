using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>The migration of an application that has called AddJwtSessions.</summary>
[DbContext(typeof(StoreContext))]
[Migration("20260101000000_AddSessions")]
public sealed class AddSessions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "JwtRevocations",
            table => new
            {
                Key = table.Column<string>(unicode: false, maxLength: 128),
                Kind = table.Column<int>(),
                At = table.Column<long>(),
                Expires = table.Column<long>(nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_JwtRevocations", row => row.Key));
        migrationBuilder.CreateTable(
            "JwtSessions",
            table => new
            {
                IdentityKey = table.Column<string>(unicode: false, maxLength: 128),
                SessionKey = table.Column<string>(unicode: false, maxLength: 128),
                SessionId = table.Column<string>(unicode: false, maxLength: 64),
                Started = table.Column<long>(),
                LastRefreshed = table.Column<long>(),
                UserAgent = table.Column<string>(maxLength: 256, nullable: true),
                Expires = table.Column<long>(nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_JwtSessions", row => new { row.IdentityKey, row.SessionKey }));
        migrationBuilder.CreateTable(
            "Orders",
            table => new { Id = table.Column<int>().Annotation("Sqlite:Autoincrement", true), Item = table.Column<string>() },
            constraints: table => table.PrimaryKey("PK_Orders", row => row.Id));
        migrationBuilder.CreateIndex("IX_JwtRevocations_Expires", "JwtRevocations", "Expires");
        migrationBuilder.CreateIndex("IX_JwtSessions_Expires", "JwtSessions", "Expires");
    }
}
