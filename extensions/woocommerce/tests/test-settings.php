<?php
/** The page WooCommerce > Backorders, and how everything goes again. */

const MAKE = 'backorder_connector_page';
const KEEP = 'backorder_connector_url';

/** The settings page. */
function settings(): string {
	do_action( 'admin_menu' );
	return written( World::$menus['backorder-connector'][3] );
}

/** A merchant who pressed a button of ours. */
function merchant( string $action ): void {
	World::$may   = array( 'manage_woocommerce' );
	World::$nonce = $action;
}

/** Removes the plugin. */
function removed(): void {
	static $known = false;
	if ( ! $known ) {
		$known = true;
		define( 'WP_UNINSTALL_PLUGIN', 'backorder-connector/backorder-connector.php' );
		World::$blogs = array( 1, 2 );
		require dirname( __DIR__ ) . '/backorder-connector/uninstall.php';
		return;
	}
	BackorderConnector\clean_site();
}

test(
	'removing it cleans every site, and takes the plugin\'s own fields from products but none from orders',
	function () {
		World::$options = array( 'backorder_connector_public_url' => 'https://x.example', 'backorder_connector_page' => array(), 'theirs' => 1 );
		removed();
		same( array( 'theirs' => 1 ), World::$options );
		$one = array( '_backorder_connector_offer', '_backorder_lead_days', '_backorder_note' );
		same( array( 'site 1', ...$one, 'site 2', ...$one ), World::$gone );
	}
);

test(
	'the menu is for who manages the shop',
	function () {
		same( '', settings() );
		same( array( 'woocommerce', 'manage_woocommerce' ), array( World::$menus['backorder-connector'][0], World::$menus['backorder-connector'][2] ) );
	}
);

test(
	'the page says which products carry a date, and has a form with a nonce for each button',
	function () {
		merchant( '' );
		has( 'None yet.', settings() );
		product( 12, waits( 'ships <soon>' ), 'Lamp <b>' );
		product( 13, waits( 'x', '2026-11-01' ) );
		World::$found = array( 12, 13 );
		World::$pages = 2;
		$page         = settings();
		has( '<td>Lamp &lt;b&gt;</td><td>ships &lt;soon&gt;</td>', $page );
		has( 'its date has passed', $page );
		has( '1 of 2', $page );
		foreach ( array( MAKE, KEEP ) as $action ) {
			has( '<input type="hidden" name="action" value="' . $action . '"><input type="hidden" name="_wpnonce" value="of ' . $action . '">', $page );
		}
	}
);

test(
	'a button makes the page as a draft, once',
	function () {
		merchant( MAKE );
		has( 'happened=made', ended( fn() => do_action( 'admin_post_' . MAKE ) ) );
		same( 1, count( World::$posts ) );
		$post = reset( World::$posts );
		same( 'draft', $post->post_status );
		has( '[backorder_items]', $post->post_content );
		has( 'happened=there', ended( fn() => do_action( 'admin_post_' . MAKE ) ) );
		same( 1, count( World::$posts ) );
		has( 'action=edit&#038;post=' . $post->ID, settings() );
		$post->post_status = 'trash';
		has( 'happened=made', ended( fn() => do_action( 'admin_post_' . MAKE ) ) );
	}
);

test(
	'a stranger, and a form that is not ours, change nothing',
	function () {
		foreach ( array( MAKE, KEEP ) as $action ) {
			World::$may   = array();
			World::$nonce = $action;
			has( '403', ended( fn() => do_action( "admin_post_$action" ) ) );
			World::$may   = array( 'manage_woocommerce' );
			World::$nonce = null;
			has( '403', ended( fn() => do_action( "admin_post_$action" ) ) );
			same( array( array(), array() ), array( World::$posts, World::$options ) );
		}
	}
);

test(
	'the address of the waitlist is an https address or is refused',
	function () {
		merchant( KEEP );
		$_POST = array( 'public_url' => ' https://connector.example/w ' );
		has( 'happened=kept', ended( fn() => do_action( 'admin_post_' . KEEP ) ) );
		same( 'https://connector.example/w', World::$options['backorder_connector_public_url'] );
		foreach ( array( 'http://x.example', 'javascript:alert(1)', 'https://', 'x' ) as $typed ) {
			$_POST = array( 'public_url' => $typed );
			has( 'happened=refused', ended( fn() => do_action( 'admin_post_' . KEEP ) ) );
			same( 'https://connector.example/w', World::$options['backorder_connector_public_url'] );
		}
		$_GET['happened'] = 'refused';
		has( 'nothing was changed', settings() );
		$_POST = array( 'public_url' => '' );
		has( 'happened=kept', ended( fn() => do_action( 'admin_post_' . KEEP ) ) );
		same( array(), World::$options );
	}
);

test(
	'every word of the settings is there in Japanese',
	function () {
		merchant( '' );
		World::$locale = 'ja';
		has( '<h1>入荷待ち商品</h1>', settings() );
	}
);

test(
	'removing it takes the page that it made, unless the merchant wrote in it',
	function () {
		merchant( MAKE );
		ended( fn() => do_action( 'admin_post_' . MAKE ) );
		removed();
		same( array( array(), array() ), array( World::$posts, World::$options ) );

		ended( fn() => do_action( 'admin_post_' . MAKE ) );
		reset( World::$posts )->post_content .= 'Our words.';
		removed();
		same( 1, count( World::$posts ) );
		same( array(), World::$options );
	}
);
